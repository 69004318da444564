import express from 'express';
import { ServerResponse } from 'node:http';

/** @typedef {import('express').RequestHandler} Handler */

const app = express();

/** A response that tells its status in place of sending it. */
class Answer extends ServerResponse {
  /** @type {(status: number) => void} */
  answered = () => {};

  end() {
    this.answered(this.statusCode);
    return this;
  }
}
Object.setPrototypeOf(Answer.prototype, app.response);

/**
 * A route of Express with `guards` and a handler, without a socket. Resolves with the status of the
 * answer to `GET /files` with an `Authorization` header.
 * @param {readonly Handler[]} guards
 * @returns {(authorization: string) => Promise<number>}
 */
export function expressChain(guards) {
  const router = express.Router();
  router.get('/files', ...guards, (_req, res) => void res.end());
  return (authorization) =>
    new Promise((resolve, reject) => {
      const req = requestWith(authorization);
      const res = new Answer(req);
      req.res = res;
      res.answered = resolve;
      // An application does this before its routes; giving prototypes, it would take most of the time.
      res.setHeader('X-Powered-By', 'Express');
      router(req, /** @type {any} */ (res), (error) => reject(error ?? new Error('No route.')));
    });
}

/** As Express hands it over, with the headers read. */
function requestWith(authorization) {
  const req = Object.create(app.request);
  req.method = 'GET';
  req.url = '/files';
  req.originalUrl = '/files';
  req.socket = { encrypted: false };
  req.headers = {
    host: 'localhost:4401',
    'user-agent': 'bench',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    authorization,
  };
  req.rawHeaders = [
    'Host',
    'localhost:4401',
    'User-Agent',
    'bench',
    'Accept',
    '*/*',
    'Accept-Encoding',
    'gzip, deflate, br',
    'Authorization',
    authorization,
  ];
  return req;
}
