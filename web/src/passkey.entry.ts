import { enhancePasskeys } from "./passkey.ts";

enhancePasskeys(document);
