import { createWorkspaceApi, type WorkspaceApiOptions } from './app/browser/workspace-api.js';

/** The workspace as documents speak of it, such as `coline.files.create({ name: 'New Doc' })`. */
export function createColine(options: WorkspaceApiOptions) {
  const api = createWorkspaceApi(options);
  return {
    whoami: api.whoami,
    files: {
      list: api.listFiles,
      read: api.readFile,
      create: (file: { readonly name: string; readonly content?: string }) =>
        api.createFile({ content: '', ...file }),
    },
  };
}
