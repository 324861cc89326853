"use strict";
(() => {
  const parts = [...document.querySelectorAll("#counties details")];
  const button = document.getElementById("all");
  const closed = () => parts.some((part) => !part.open);
  const say = () => { button.textContent = closed() ? "全部展开" : "全部收起"; };
  if (button && parts.length) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = closed();
      parts.forEach((part) => { part.open = open; });
    });
    parts.forEach((part) => part.addEventListener("toggle", say));
    say();
  }
  let before = [];
  addEventListener("beforeprint", () => {
    before = parts.map((part) => part.open);
    parts.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => parts.forEach((part, i) => { part.open = before[i]; }));
})();
