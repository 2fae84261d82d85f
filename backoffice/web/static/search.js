// The search box of the top line: a combobox over the list that htmx puts under it.

const box = document.getElementById("search-text");
const list = document.getElementById("search-found");

const options = () => [...list.querySelectorAll("[role=option]")];
const marked = () => options().findIndex((one) => one.ariaSelected === "true");

function mark(at) {
  options().forEach((one, place) => {
    one.ariaSelected = String(place === at);
    if (place === at) one.scrollIntoView({ block: "nearest" });
  });
  const id = options()[at]?.id;
  if (id) box.setAttribute("aria-activedescendant", id);
  else box.removeAttribute("aria-activedescendant");
}

function show(yes) {
  list.hidden = !yes;
  box.ariaExpanded = String(yes && options().length > 0);
  mark(-1);
}

function pressed(event) {
  const { length } = options();
  if (event.key === "Escape" && !list.hidden) {
    show(false);
    event.stopPropagation(); // the next one leaves the box (page.js)
  } else if (event.key === "Enter" && !list.hidden && marked() >= 0) {
    options()[marked()].click();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && length) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    const from = list.hidden ? -1 : marked();
    if (list.hidden) show(true);
    mark(from < 0 && step < 0 ? length - 1 : (from + step + length) % length);
  } else return;
  event.preventDefault();
}

if (box) {
  box.addEventListener("keydown", pressed);
  box.addEventListener("focus", () => show(Boolean(box.value.trim()) && list.childElementCount > 0));
  list.addEventListener("htmx:afterSwap", () => show(document.activeElement === box && list.childElementCount > 0));
  box.form.addEventListener("focusout", (event) => {
    if (!box.form.contains(event.relatedTarget)) show(false);
  });
}
