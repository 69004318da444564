export { createDialogPrompt, type DialogPromptOptions } from './prompt/dialog-prompt.js';
export { defaultMessages, type DialogMessages } from './prompt/dialog-messages.js';
