/** How pnpm is called on a machine that has only npm: `npx` with these arguments first. */
export const pnpm = ['--yes', 'pnpm@12.21.0'];
