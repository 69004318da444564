/** A mistake in the program: an option, or a scope that the client did not declare. */
export class ClientOptionsError extends TypeError {
  override readonly name = 'ClientOptionsError';
  readonly code: 'INVALID_OPTIONS' | 'UNDECLARED_SCOPE';

  constructor(code: 'INVALID_OPTIONS' | 'UNDECLARED_SCOPE', message: string) {
    super(message);
    this.code = code;
  }
}
