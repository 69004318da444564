import type { StepscopeConfig } from '../../packages/cli/src/index.js';

export interface StoryUser {
  readonly id: string;
  readonly name: string;
}

/** The demo's user who may read and not write. */
export const viewer: StoryUser = { id: 'cleo', name: 'Cleo Marchetti' };

const firstNames = 'Amal Bo Chidi Dalia Edda Femi Gita Hana Ines Jun Kofi Lola'.split(' ');
const lastNames = ['Abara', 'Bellini', 'Castro', 'Demir', 'Eriksen'];

/** A user for each story, so that none sees another's grants. */
export const storyUsers: readonly StoryUser[] = lastNames.flatMap((last) =>
  firstNames.map((first) => ({
    id: `${first}-${last}`.toLowerCase(),
    name: `${first} ${last}`,
  })),
);

/** Adds the users of the stories, who hold every role of the demo. */
export function withStoryUsers(config: StepscopeConfig): StepscopeConfig {
  const roles = Object.keys(config.roles);
  const users = storyUsers.map(({ id, name }) => ({ id, name, roles }));
  return { ...config, users: [...config.users, ...users] };
}
