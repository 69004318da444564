/** About how much memory a value out of JSON takes in V8, in bytes; rather too much than too little. */
export function heapBytes(value: unknown): number {
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 16;
  let bytes = 64;
  for (const member of Object.values(value)) bytes += 32 + heapBytes(member);
  return bytes;
}
