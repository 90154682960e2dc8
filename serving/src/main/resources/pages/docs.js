"use strict";
// The contract, with a form to try each request. The key of the dashboard is filled in.
const ui = SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#api",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  onComplete: () => {
    const key = sessionStorage.getItem("dumul-key");
    if (key) {
      ui.preauthorizeApiKey("bearer", key);
    }
  },
});
