"""What a curator does with a package: begin one, take tables over from spreadsheets."""
