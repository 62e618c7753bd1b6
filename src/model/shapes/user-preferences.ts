/**
 * The shape of `user_profiles.preferences`: what a user wants of the product, as far as the server reads it or keeps it for front ends.
 */
import { z } from 'zod';

export const colorSchemes = ['system', 'light', 'dark'] as const;

const mutedNotification = z.enum(['invited', 'role_changed', 'mentioned', 'key_expires']).meta({
  id: 'MutedNotification',
  description: 'What a notification is about that the user does not want.',
  valueDescriptions: {
    invited: 'An invitation to a project.',
    role_changed: 'Another role in a project.',
    mentioned: 'A tile whose text names the user.',
    key_expires: 'An API key of the user that is about to expire.',
  },
});

export const userPreferences = z
  .strictObject({
    colorScheme: z
      .enum(colorSchemes)
      .meta({
        id: 'ColorScheme',
        description: 'The colours that front ends show.',
        valueDescriptions: { system: 'As the device does.', light: 'Dark on light.', dark: 'Light on dark.' },
      })
      .optional(),
    weekStartsOn: z.int().min(0).max(6).optional().describe('The first day of a week; 0 is Sunday.'),
    mutedNotifications: z
      .array(mutedNotification)
      .max(4)
      .optional()
      .describe('The kinds of notifications that the user does not want.'),
  })
  .meta({ id: 'UserPreferences', description: 'What a user wants of the product.' });

export type UserPreferences = z.infer<typeof userPreferences>;
