// Drawing a signature with a finger, a pen or a mouse: the line goes into a hidden field as SVG path data. Without script,
// or with a keyboard, the typed name is the signature.

/** Points nearer than this to the last one are left out, in units of the pad. */
const NEAR = 2;
/** As long as the server keeps. */
const LONGEST = 40_000;

/** Shows the pad of every signing form and keeps its line in the form. */
export function enhanceSignatures(root: Document | Element): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-signature]")) {
    const pad = box.querySelector("svg");
    const path = pad?.querySelector("path");
    const line = box.closest("form")?.querySelector<HTMLInputElement>("[data-signature-line]");
    const clear = box.querySelector<HTMLButtonElement>("[data-signature-clear]");
    if (pad && path && line && clear) enhance(box, pad, path, line, clear);
  }
}

function enhance(box: HTMLElement, pad: SVGSVGElement, path: SVGPathElement, line: HTMLInputElement, clear: HTMLButtonElement): void {
  let last: { x: number; y: number } | null = null;
  let text = line.value;

  const show = (): void => {
    path.setAttribute("d", text);
    line.value = text;
  };
  const at = (event: PointerEvent): { x: number; y: number } => {
    const frame = pad.getBoundingClientRect();
    const box = pad.viewBox.baseVal;
    const x = ((event.clientX - frame.left) / frame.width) * box.width;
    const y = ((event.clientY - frame.top) / frame.height) * box.height;
    return { x: Math.round(Math.min(Math.max(x, 0), box.width)), y: Math.round(Math.min(Math.max(y, 0), box.height)) };
  };

  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    last = at(event);
    text += `M${last.x} ${last.y}L${last.x} ${last.y}`;
    show();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last || text.length > LONGEST - 20) return;
    const here = at(event);
    if (Math.hypot(here.x - last.x, here.y - last.y) < NEAR) return;
    last = here;
    text += `L${here.x} ${here.y}`;
    show();
  });
  for (const end of ["pointerup", "pointercancel"] as const) pad.addEventListener(end, () => (last = null));
  clear.addEventListener("click", () => {
    text = "";
    show();
  });

  show();
  box.hidden = false;
}
