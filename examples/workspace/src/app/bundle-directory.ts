/** Where the bundled app lies: `bundleApp` writes it there, `startApp` serves it from there. */
export const bundleDirectory = new URL('../../dist/app/', import.meta.url);
