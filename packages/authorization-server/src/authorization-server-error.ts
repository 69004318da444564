/** A mistake in what the authorization server was configured with, one literal per rule. */
export type ConfigurationErrorCode =
  | 'UNKNOWN_SCOPE'
  | 'UNKNOWN_ROLE'
  | 'DUPLICATE_ID'
  | 'INVALID_URL'
  | 'REQUIRED_NOT_ALLOWED'
  | 'NOT_LOOPBACK'
  | 'INVALID_TTL';

/** What can go wrong while the server runs. */
export type AuthorizationServerErrorCode = ConfigurationErrorCode | 'PORT_IN_USE';

/** A configuration broke a rule. The message names the entry, the rule and the fix. */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;

  constructor(code: ConfigurationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server cannot listen on the address of its issuer. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'PORT_IN_USE' satisfies AuthorizationServerErrorCode;
  readonly port: number;

  constructor(issuer: URL, cause: unknown) {
    super(
      `Port ${issuer.port} of ${issuer.hostname} is in use: stop the other program, or give the issuer another port.`,
      { cause },
    );
    this.port = Number(issuer.port);
  }
}
