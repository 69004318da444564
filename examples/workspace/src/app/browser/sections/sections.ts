import { calendarSection } from './calendar.js';
import { filesSection } from './files.js';
import { kairoSection } from './kairo.js';
import { messagesSection } from './messages.js';
import { tasksSection } from './tasks.js';
import { todaySection } from './today.js';
import { webhooksSection } from './webhooks.js';
import { workspaceSection } from './workspace.js';
import type { Section } from './section.js';

/** The sections in the order of the navigation; the first one is where the app starts. */
export const sections: readonly [Section, ...Section[]] = [
  filesSection,
  todaySection,
  messagesSection,
  tasksSection,
  calendarSection,
  workspaceSection,
  kairoSection,
  webhooksSection,
];
