() => {
  // What a screen reader needs and Gradio does not say: which card a button belongs to, whether it is pressed, and
  // messages without the Markdown that Gradio repeats in their labels.
  const set = (element, name, value) => element.getAttribute(name) === value || element.setAttribute(name, value);
  const mend = () => {
    document.querySelectorAll(".slot").forEach((slot) => {
      const title = slot.querySelector("h3")?.textContent ?? "";
      slot.querySelectorAll("button").forEach((button) => {
        set(button, "aria-label", `${button.textContent.trim()} ${title}`.trim());
        if (!button.textContent.includes("?")) set(button, "aria-pressed", String(button.classList.contains("said")));
      });
    });
    document.querySelectorAll("#talk [data-testid][aria-label]").forEach((message) => message.removeAttribute("aria-label"));
  };
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true, characterData: true });
}
