// Dragging a department onto another puts it below; the keyboard's way is the department's own page.

const moving = document.getElementById("moving");
const held = (event) => event.target.closest?.("[data-department]");
let dragged = null;

function clear() {
  for (const one of document.querySelectorAll(".branches .over")) one.classList.remove("over");
}

if (moving) {
  document.addEventListener("dragstart", (event) => {
    dragged = held(event);
    event.dataTransfer?.setData("text/plain", dragged?.dataset.department ?? "");
  });
  document.addEventListener("dragover", (event) => {
    const onto = held(event);
    clear();
    if (!dragged || !onto || dragged.contains(onto)) return;
    event.preventDefault();
    onto.classList.add("over");
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
  document.addEventListener("drop", (event) => {
    const onto = held(event);
    if (!dragged || !onto || dragged.contains(onto)) return;
    event.preventDefault();
    moving.action = moving.dataset.action.replace("/0/", `/${dragged.dataset.department}/`);
    moving.elements.version.value = dragged.dataset.version;
    moving.elements.parent.value = onto.dataset.department;
    moving.requestSubmit();
  });
}
