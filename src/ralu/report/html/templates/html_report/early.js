"use strict";
document.documentElement.classList.add("js");
document.documentElement.dataset.theme = "auto";
try {
  const theme = localStorage.getItem("report-theme");
  if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
} catch { /* storage may be forbidden: the theme of the system holds */ }
