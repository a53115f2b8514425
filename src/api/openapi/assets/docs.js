/* Draws the document of the API; what is tried is sent to this very address. */
SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#documento',
  deepLinking: true,
  tryItOutEnabled: true,
  supportedSubmitMethods: ['get', 'post'],
  validatorUrl: null,
})
