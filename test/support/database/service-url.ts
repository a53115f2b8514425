/** The URL with which the service logs in to a test's database: `hub_service`, by a password of the test run's server. */
export function serviceUrl(url: string): string {
  const service = new URL(url)
  service.username = 'hub_service'
  service.password = 'somente-nos-testes'
  return service.href
}
