/**
 * The shape of `user_profiles.preferences`: what a user wants of the product, as far as the server reads it or keeps it for front ends.
 */
import { z } from 'zod';

export const colorSchemes = ['system', 'light', 'dark'] as const;

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
  })
  .meta({ id: 'UserPreferences', description: 'What a user wants of the product.' });

export type UserPreferences = z.infer<typeof userPreferences>;
