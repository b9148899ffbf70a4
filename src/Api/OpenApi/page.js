// Makes the page accessible: names the controls that Swagger UI leaves unnamed, and makes scrollable texts reachable by keyboard.
const names = {
  ".servers select": () => "Server",
  ".parameters-col_description select": (control) => control.closest("tr").dataset.paramName,
  "textarea.body-param__text": () => "Request body",
  ".dialog-ux .close-modal": () => "Close",
  ".auth-btn-wrapper button[aria-label='Remove authorization']": () => "Logout",
};

function complete() {
  for (const [selector, nameOf] of Object.entries(names)) {
    for (const control of document.querySelectorAll(selector)) {
      set(control, "aria-label", nameOf(control));
    }
  }
  for (const text of document.querySelectorAll(".swagger-ui pre.microlight")) {
    set(text, "tabindex", "0");
  }
  // A link inside a button can't be focused. Opening the operation puts its link into the address bar.
  for (const link of document.querySelectorAll(".opblock-summary-control a[href]")) {
    link.removeAttribute("href");
  }
}

function set(element, attribute, value) {
  if (value && element.getAttribute(attribute) !== value) {
    element.setAttribute(attribute, value);
  }
}

// Swagger UI changes the page many times in a row: once a frame is enough.
let scheduled = false;
new MutationObserver(() => {
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      complete();
    });
  }
}).observe(document.documentElement, { childList: true, subtree: true });
