/** The statuses on which `fetch` follows `Location` (Fetch standard, "redirect status"). */
export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
