import { createResourceServer } from '@stepscope/express';
import cors from 'cors';
import express from 'express';
import { catalogue } from './catalogue.js';

export function createApi(issuer: string, resource: string): express.Express {
  const api = createResourceServer({ issuer, resource, catalogue });
  const files = ['welcome.txt'];

  return express()
    .use(cors(), api.metadata(), express.json())
    .get('/files', api.requireAction('files.list'), (_request, response) => {
      response.json(files);
    })
    .post('/files', api.requireAction('files.create'), (request, response) => {
      files.push(String(request.body.name));
      response.status(201).json(files);
    });
}
