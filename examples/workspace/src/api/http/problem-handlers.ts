import type { ErrorRequestHandler, RequestHandler } from 'express';
import { notFound } from './http-problem.js';
import { problemOf } from './problem-of.js';

/** Answers a path that no route serves. */
export const noSuchRoute: RequestHandler = () => {
  throw notFound('route');
};

/** Sends what a handler threw as `application/problem+json`, and reports what nobody foresaw. */
export function sendProblems(report: (error: unknown) => void): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const problem = problemOf(error);
    if (problem.code === 'INTERNAL') report(error);
    if (res.headersSent) {
      next(error);
      return;
    }
    res.status(problem.status).set(problem.headers).type('application/problem+json');
    res.send(JSON.stringify(problem));
  };
}
