import type { z } from 'zod';
import { invalidInput } from './http-problem.js';

/**
 * `input` as `schema` describes it.
 * @throws {HttpProblem} 400 that names every field which breaks a rule.
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  if (input === undefined) {
    throw invalidInput('Send a JSON object, with Content-Type: application/json.');
  }
  const issues = result.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
  const first = issues[0];
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  throw invalidInput(`${where}${first?.message ?? 'The input is not valid.'}`, issues);
}
