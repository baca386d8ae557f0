// Before anything is painted, and so no module: what the reader chose, or else what the system says.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("brokerscope.theme");
  } catch {
    // Storage is not allowed: the system decides.
  }
  if (chosen === "dark" || chosen === "light") {
    document.documentElement.dataset.theme = chosen;
  }
})();
