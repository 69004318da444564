export { mountDevtools, type DevtoolsOptions } from './devtools/mount-devtools.js';
