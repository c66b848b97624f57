"""Tables from elsewhere and to elsewhere: spreadsheets, CSV, JSON, other stores."""
