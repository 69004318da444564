/** What `answer` resolves to, or a rejection after `timeoutMs`. `who` is waited for. */
export async function withinTime<T>(
  timeoutMs: number,
  who: string,
  answer: Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${who} has not answered within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
