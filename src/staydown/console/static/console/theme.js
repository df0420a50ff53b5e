"use strict";
// Bootstrap draws the dark theme where the page's root says so; the system says which is wanted.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", show);
  show();
})();
