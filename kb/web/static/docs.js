// Shows the OpenAPI document. No address of another machine is ever asked.
const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  validatorUrl: null,
  deepLinking: false,
});
