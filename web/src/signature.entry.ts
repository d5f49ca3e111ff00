import { enhanceSignatures } from "./signature.ts";

enhanceSignatures(document);
