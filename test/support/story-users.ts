import type { StepscopeConfig } from '../../packages/cli/src/index.js';

export interface StoryUser {
  readonly id: string;
  readonly name: string;
}

/** The demo's user who may read and not write. */
export const viewer: StoryUser = { id: 'cleo', name: 'Cleo Marchetti' };

/** A user for each story of a file, so that no story sees another's grants. */
export const storyUsers: readonly StoryUser[] = [
  'Amal',
  'Bo',
  'Chidi',
  'Dalia',
  'Edda',
  'Femi',
  'Gita',
  'Hana',
  'Ines',
  'Jun',
  'Kofi',
  'Lola',
].map((name) => ({ id: name.toLowerCase(), name: `${name} Story` }));

/** Adds the users of the stories, who hold every role of the demo. */
export function withStoryUsers(config: StepscopeConfig): StepscopeConfig {
  const roles = Object.keys(config.roles);
  const users = storyUsers.map(({ id, name }) => ({ id, name, roles }));
  return { ...config, users: [...config.users, ...users] };
}
