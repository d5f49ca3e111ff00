import { start } from "./library.ts";

start(document);
