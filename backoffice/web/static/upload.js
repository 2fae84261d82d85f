// A file to be uploaded: too large ones are told at once, the others show how far they are.
for (const form of document.querySelectorAll("[data-upload]")) {
  const file = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  file.addEventListener("change", () => {
    const large = file.files.length && file.files[0].size > Number(file.dataset.most);
    file.setCustomValidity(large ? file.dataset.tooLarge : "");
    if (large) file.reportValidity();
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (!event.detail.total) return;
    bar.hidden = false;
    bar.value = (event.detail.loaded / event.detail.total) * 100;
  });
  form.addEventListener("htmx:afterRequest", () => { bar.hidden = true; });
}
