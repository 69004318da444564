// An Express application with one guarded route, for throughput.js: tells its port, and on request how
// long it has computed so far.
import express from 'express';
import process from 'node:process';
import { guards } from './peers.js';

const [name, setting] = process.argv.slice(2);
const handlers = name === 'bare route' ? [] : await guards[name](JSON.parse(setting));
const app = express();
app.get('/files', ...handlers, (_req, res) => void res.json({ files: [] }));
const server = app.listen(0, () => process.send({ port: server.address().port }));
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
