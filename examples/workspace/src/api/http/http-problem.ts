export type HttpProblemCode =
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'TOO_MANY_REQUESTS'
  | 'INTERNAL';

/** One field of the input and the rule that it broke. */
export interface InputIssue {
  /** Where in the input, such as `assignees.0`; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

interface HttpProblemOptions {
  readonly status: number;
  /** What is the same for every problem with this code. */
  readonly title: string;
  readonly issues?: readonly InputIssue[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A call that an API refuses for another reason than permission. Denials for want of a token or of a
 * scope are the business of the guards, and never take this shape.
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: HttpProblemCode;
  readonly status: number;
  readonly title: string;
  readonly issues: readonly InputIssue[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: HttpProblemCode, detail: string, options: HttpProblemOptions) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.title = options.title;
    this.issues = options.issues ?? [];
    this.headers = options.headers ?? {};
  }

  /** The body, as `application/problem+json` (RFC 9457). */
  toJSON() {
    return {
      type: 'about:blank',
      title: this.title,
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.issues.length > 0 && { issues: this.issues }),
    };
  }
}

export function invalidInput(detail: string, issues: readonly InputIssue[] = []): HttpProblem {
  return new HttpProblem('INVALID_INPUT', detail, {
    status: 400,
    title: 'The input is not valid',
    issues,
  });
}

export function notFound(noun: string): HttpProblem {
  return new HttpProblem('NOT_FOUND', `There is no such ${noun}.`, {
    status: 404,
    title: 'Not found',
  });
}

export function conflict(detail: string): HttpProblem {
  return new HttpProblem('CONFLICT', detail, {
    status: 409,
    title: 'The current state does not allow this',
  });
}
