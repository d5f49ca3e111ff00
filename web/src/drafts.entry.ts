import { enhanceDrafts } from "./drafts.ts";

enhanceDrafts(document);
