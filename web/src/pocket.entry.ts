import { keepPocket } from "./pocket.ts";

// Without a line, or on a device that keeps nothing, the plan is simply not kept.
void keepPocket(document).catch(() => {});
