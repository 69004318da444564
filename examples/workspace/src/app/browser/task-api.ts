import { isAxiosError, type AxiosInstance } from 'axios';
import { ApiError } from './api-error.js';

export interface Taskboard {
  readonly id: string;
  readonly name: string;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly dueDate: string | null;
  readonly assignees: readonly string[];
}

export type TaskApi = ReturnType<typeof createTaskApi>;

/** The tasks of the workspace through an axios instance to which the SDK is attached. */
export function createTaskApi(axios: AxiosInstance) {
  return {
    async listTasks(): Promise<readonly Task[]> {
      const boards = await axios.get<{ items: readonly Taskboard[] }>('/taskboards').catch(rethrow);
      const lists = await Promise.all(
        boards.data.items.map((board) =>
          axios
            .get<{ items: readonly Task[] }>(`/taskboards/${encodeURIComponent(board.id)}/tasks`)
            .catch(rethrow),
        ),
      );
      return lists.flatMap((list) => list.data.items);
    },

    async createTask(title: string): Promise<Task> {
      return (await axios.post<Task>('/tasks', { title }).catch(rethrow)).data;
    },
  };
}

function rethrow(error: unknown): never {
  if (isAxiosError<unknown>(error) && error.response !== undefined) {
    throw ApiError.from(error.response.status, error.response.data);
  }
  throw error;
}
