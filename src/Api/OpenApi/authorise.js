// Enters the sandbox's key, so that the first "Execute" is answered. The page takes it only once it has read the API's
// document, and does not say when that is.
addEventListener("load", () => {
  const timer = setInterval(() => {
    window.ui?.preauthorizeApiKey("apiKey", "fg_sandbox_demo");
    if (window.ui?.authSelectors.authorized().size > 0) {
      clearInterval(timer);
    }
  }, 50);
});
