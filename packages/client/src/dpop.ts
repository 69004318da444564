export { dpop } from './dpop/dpop.js';
