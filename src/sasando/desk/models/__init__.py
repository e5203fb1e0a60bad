from sasando.desk.models.pictures import Picture, PictureRendition

__all__ = ["Picture", "PictureRendition"]
