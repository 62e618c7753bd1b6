/**
 * The shape of `user_profiles.preferences`: what a user wants of the product, as far as the server reads it or keeps it for front ends.
 */
import { z } from 'zod';

export const colorSchemes = ['system', 'light', 'dark'] as const;

export const userPreferences = z
  .strictObject({
    colorScheme: z.enum(colorSchemes).optional().describe('The colours that front ends show.'),
    weekStartsOn: z.int().min(0).max(6).optional().describe('The first day of a week; 0 is Sunday.'),
    mutedNotifications: z
      .array(z.enum(['invited', 'role_changed', 'mentioned', 'key_expires']))
      .max(4)
      .optional()
      .describe('The kinds of notifications that the user does not want.'),
  })
  .meta({ id: 'UserPreferences', description: 'What a user wants of the product.' });

export type UserPreferences = z.infer<typeof userPreferences>;
