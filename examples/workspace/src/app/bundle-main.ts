import { bundleApp } from './bundle-app.js';

await bundleApp();
