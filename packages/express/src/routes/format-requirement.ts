import type { Requirement } from '@stepscope/core';

/** A requirement in words, such as `files:read or (files:write and tasks:write)`. */
export function formatRequirement(requirement: Requirement): string {
  if (typeof requirement === 'string') return requirement;
  return 'allOf' in requirement
    ? join(requirement.allOf, ' and ')
    : join(requirement.anyOf, ' or ');
}

function join(parts: readonly Requirement[], word: ' and ' | ' or '): string {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) return formatRequirement(only);
  return parts
    .map((part) => {
      const text = formatRequirement(part);
      return text.includes(' ') ? `(${text})` : text;
    })
    .join(word);
}
