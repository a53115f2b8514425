/** The URL of the service's login to a test's database: `hub_service`, with the password of the test run. */
export function serviceUrl(url: string): string {
  const service = new URL(url)
  service.username = 'hub_service'
  service.password = 'somente-nos-testes'
  return service.href
}
