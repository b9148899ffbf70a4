// Enters the sandbox's key, so that the first "Execute" is answered.
addEventListener("load", () => {
  const timer = setInterval(() => {
    if (window.ui) {
      clearInterval(timer);
      window.ui.preauthorizeApiKey("apiKey", "fg_sandbox_demo");
    }
  }, 50);
});
