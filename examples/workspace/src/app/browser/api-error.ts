/** The API refused a call for a reason other than permissions: `detail` is meant for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }

  /** The error that a problem body (RFC 9457) describes, or one by the status alone. */
  static async of(response: Response): Promise<ApiError> {
    const problem: unknown = await response.json().catch(() => undefined);
    return ApiError.from(response.status, problem);
  }

  static from(status: number, problem: unknown): ApiError {
    const { detail, title } = (problem ?? {}) as { detail?: unknown; title?: unknown };
    const text = [detail, title].find((value) => typeof value === 'string');
    if (text !== undefined) return new ApiError(status, text);
    return new ApiError(
      status,
      status >= 500
        ? 'The workspace cannot be reached right now. Try again in a moment.'
        : `The workspace answered ${status}.`,
    );
  }
}
