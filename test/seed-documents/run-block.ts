const AsyncFunction = (async () => {}).constructor as new (
  ...parametersAndBody: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** Runs a code block of a document as it is printed, with the names that it uses given. */
export async function runBlock(
  block: string,
  names: Readonly<Record<string, unknown>>,
): Promise<void> {
  const run = new AsyncFunction(...Object.keys(names), block);
  await run(...Object.values(names));
}
