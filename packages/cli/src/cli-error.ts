/** Why the command could not do what was asked. */
export type CliErrorCode = 'USAGE' | 'CONFIG_NOT_FOUND' | 'INVALID_CONFIG' | 'START_FAILED';

/** The one error of the `stepscope` command: its message is fit to be printed as it is. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
