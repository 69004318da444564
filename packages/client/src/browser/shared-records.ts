/**
 * Values that the pages of one origin share: anything that can be cloned, keys (`CryptoKey`) included.
 */
export interface SharedRecords {
  /**
   * Puts what `change` makes of the value under `key` in its place, in one step that no other page's
   * change comes between; `undefined` removes it. Resolves with what is there afterwards. `change`
   * must not wait for anything; what it answers unchanged is not written again.
   *
   * Rejects where the browser refuses to store, as with blocked cookies.
   */
  update<T>(key: string, change: (value: unknown) => T): Promise<T>;
}
