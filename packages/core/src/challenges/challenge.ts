/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1). */
export interface Challenge {
  /** As it was sent; compare it without regard to case. */
  readonly scheme: string;
  /** Parameters by lower-case name, as an object without a prototype. */
  readonly params: Readonly<Record<string, string>>;
  readonly token68?: string;
}
