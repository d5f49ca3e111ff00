// The helper that plays the authenticator app holds the standard's own vectors.
import { expect, test } from "@playwright/test";
import { codeAt } from "../lib/codes.ts";

test("codes are those of RFC 6238, appendix B", () => {
  const seed = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"; // "12345678901234567890"
  const vectors = [[59, "287082"], [1_111_111_109, "081804"], [1_234_567_890, "005924"], [2_000_000_000, "279037"], [20_000_000_000, "353130"]] as const;
  for (const [second, code] of vectors) expect(codeAt(seed, second * 1000)).toBe(code);
});
