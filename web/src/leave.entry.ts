// Stands in the head of a page with a quick way out, and waits for nothing else: whoever can see the page can leave it.
import { leaveQuickly } from "./leave.ts";

const neutral = document.currentScript?.dataset["leave"];
if (neutral) leaveQuickly(document, neutral);
